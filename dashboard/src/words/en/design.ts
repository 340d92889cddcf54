export default {
  title: 'Design',
};
